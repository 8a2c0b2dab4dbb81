export interface Held<Port> {
  port: Port;
  /** Resolves when the held call has been made. */
  reached: Promise<void>;
  /** Lets it go on. */
  release: () => void;
}

/** A port one method of which waits, whenever it is called, until the test lets it go on: a slow process. */
export function held<Port extends object>(port: Port, method: keyof Port & string): Held<Port> {
  const { promise: reached, resolve: reach } = deferred();
  const { promise: go, resolve: release } = deferred();
  const proxy = new Proxy(port, {
    get(target, member) {
      const value: unknown = Reflect.get(target, member);
      if (member !== method || typeof value !== 'function') return value;
      return async (...parameters: unknown[]): Promise<unknown> => {
        reach();
        await go;
        return Reflect.apply(value, target, parameters);
      };
    },
  });
  return { port: proxy, reached, release };
}

function deferred(): { promise: Promise<void>; resolve: () => void } {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
