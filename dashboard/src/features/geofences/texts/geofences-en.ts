export * as texts from '../../../paraglide/geofences/messages/en.js';
