export * as texts from '../../../paraglide/alarms/messages/ar.js';
