export * as texts from '../../../paraglide/geofences/messages/es.js';
