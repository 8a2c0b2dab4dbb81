/** A pattern of EventBridge as a template has it. */
export type Pattern = { readonly [member: string]: unknown };

type Fields = { readonly [member: string]: unknown } | undefined;

/**
 * Whether an event matches, for what the rules use: values, `suffix`, `exists`, `anything-but` and `$or`
 * (EventBridge User Guide, Comparison operators).
 */
export function matchesPattern(pattern: Pattern, event: Fields): boolean {
  return Object.entries(pattern).every(([member, wanted]) => {
    if (member === '$or') return (wanted as Pattern[]).some((one) => matchesPattern(one, event));
    if (Array.isArray(wanted)) return wanted.some((one) => matchesValue(one, event?.[member]));
    return matchesPattern(wanted as Pattern, event?.[member] as Fields);
  });
}

function matchesValue(wanted: unknown, value: unknown): boolean {
  const values = Array.isArray(value) ? value : [value];
  if (typeof wanted !== 'object' || wanted === null) return values.includes(wanted);
  const [[comparison, operand] = []] = Object.entries(wanted);
  switch (comparison) {
    case 'exists':
      return (value !== undefined) === operand;
    case 'suffix':
      return values.some((one) => typeof one === 'string' && one.endsWith(String(operand)));
    case 'anything-but':
      // What is not there is not something else.
      return value !== undefined && values.every((one) => ![operand].flat().includes(one));
    default:
      throw new Error(`${comparison} is no comparison that is known here`);
  }
}
