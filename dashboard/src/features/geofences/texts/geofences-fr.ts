export * as texts from '../../../paraglide/geofences/messages/fr.js';
