/** A value of a template as one text, with its references in angle brackets, as cdk-nag calls it in its findings. */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  const [[name, argument] = ['', '']] = Object.entries(Object(value) as Record<string, unknown>);
  if (name === 'Fn::Join') {
    const [separator, parts] = argument as [string, unknown[]];
    return parts.map(textOf).join(separator);
  }
  if (name === 'Fn::Sub') return String(argument).replace(/\$\{([^}]+)\}/g, '<$1>');
  if (name === 'Fn::ImportValue') return String(argument);
  return `<${[argument].flat().join('.')}>`;
}
