export * as texts from '../../../paraglide/profiles/messages/ar.js';
