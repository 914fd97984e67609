export * as texts from '../../../paraglide/alarms/messages/en.js';
