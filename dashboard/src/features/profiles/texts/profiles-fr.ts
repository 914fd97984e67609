export * as texts from '../../../paraglide/profiles/messages/fr.js';
