/**
 * Ports every call of which goes through `call`, which decides what comes of it.
 * @param call is given `port.method` and the call's own effect
 */
export function intercepted<Ports extends Record<string, object>>(
  ports: Ports,
  call: (what: string, effect: () => unknown) => Promise<unknown>,
): Ports {
  const seen = (name: string, port: object): object =>
    new Proxy(port, {
      get: (target, member) => {
        const value: unknown = Reflect.get(target, member);
        if (typeof value !== 'function') return value;
        return (...parameters: unknown[]) =>
          call(`${name}.${String(member)}`, () => Reflect.apply(value, target, parameters));
      },
    });
  return Object.fromEntries(Object.entries(ports).map(([name, port]) => [name, seen(name, port)])) as Ports;
}
