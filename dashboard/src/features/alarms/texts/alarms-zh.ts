export * as texts from '../../../paraglide/alarms/messages/zh.js';
