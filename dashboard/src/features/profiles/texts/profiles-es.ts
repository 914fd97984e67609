export * as texts from '../../../paraglide/profiles/messages/es.js';
