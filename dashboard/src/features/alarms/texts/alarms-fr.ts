export * as texts from '../../../paraglide/alarms/messages/fr.js';
