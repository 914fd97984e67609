export * as texts from '../../../paraglide/geofences/messages/ar.js';
