import { number, span } from '../../common/format';
import { trackKindText } from '../../common/words';
import type { Rule } from './fences';
import { t } from './texts';

/** `Faster than 12 kn for 30 s, vessels; alarm P2 to the commander`. */
export function ruleText(rule: Rule): string {
  const time = span(rule.seconds * 1000);
  const what =
    rule.on === 'dwell' ? t.rule_dwell({ time })
    : rule.on === 'silence' ? t.rule_silence({ time })
    : rule.on === 'speed' ? t.rule_speed({ knots: number(rule.knots, 1), time })
    : rule.on === 'loitering' ? t.rule_loitering({ knots: number(rule.knots, 1), metres: number(rule.radiusMetres), time })
    : rule.on === 'meeting' ? t.rule_meeting({ metres: number(rule.radiusMetres), time, knots: number(rule.knots, 1) })
    : t.condition({ on: rule.on });
  const whom = rule.kinds.length ? rule.kinds.map(trackKindText).join(', ') : '';
  const except = rule.exceptIn?.length ? `${t.except_in()} ${rule.exceptIn.map((kind) => t.kind({ kind })).join(', ')}` : '';
  const alarm = rule.alarm ? t.rule_alarm({ priority: rule.alarm.priority.toUpperCase() }) : '';
  return [what, whom, except, alarm].filter(Boolean).join(' · ');
}
