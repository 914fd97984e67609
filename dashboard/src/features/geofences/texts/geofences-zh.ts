export * as texts from '../../../paraglide/geofences/messages/zh.js';
