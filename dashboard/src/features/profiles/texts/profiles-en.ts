export * as texts from '../../../paraglide/profiles/messages/en.js';
