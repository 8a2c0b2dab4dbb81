import type { AppConnection, Delivery, EnvelopeType, Retry } from './app-connection';

/** The way to the app that is in use; it changes when the app is given a request URL. */
export class SwitchedConnection implements AppConnection {
  constructor(private current: AppConnection) {}

  use(connection: AppConnection): void {
    this.current = connection;
  }

  get isConnected(): boolean {
    return this.current.isConnected;
  }

  deliver(type: EnvelopeType, payload: Record<string, unknown>, retry?: Retry): Promise<Delivery> {
    return this.current.deliver(type, payload, retry);
  }
}
