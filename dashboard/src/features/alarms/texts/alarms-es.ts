export * as texts from '../../../paraglide/alarms/messages/es.js';
