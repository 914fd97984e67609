export * as texts from '../../../paraglide/profiles/messages/zh.js';
