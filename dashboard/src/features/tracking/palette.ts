/** The map's colours of the theme in force, read once per theme. */
export interface Palette {
  water: string;
  land: string;
  plan: string;
  planFill: string;
  line: string;
  text: string;
  muted: string;
  track: string;
  background: string;
  accent: string;
  p1: string;
  p2: string;
  p3: string;
  diagnostic: string;
  onPriority: string;
}

export function readPalette(): Palette {
  const style = getComputedStyle(document.documentElement);
  const of = (name: string): string => style.getPropertyValue(`--${name}`).trim();
  return {
    water: of('water'), land: of('land'), plan: of('plan'), planFill: of('plan-fill'), line: of('line'), text: of('text'), muted: of('muted'),
    track: of('track'), background: of('bg'), accent: of('accent'), p1: of('p1'), p2: of('p2'), p3: of('p3'), diagnostic: of('diagnostic'),
    onPriority: of('on-priority'),
  };
}
