import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/**
 * A cable that can be cut: TCP between the browser and the server. `setOffline` of a browser only stalls an open WebSocket
 * and knows no reset, so losses are made here.
 */
export class Proxy {
  readonly #pairs = new Set<{ near: Socket; far: Socket; held: { to: Socket; data: Buffer }[] }>();
  #mode: 'pass' | 'stall' | 'refuse' = 'pass';

  private constructor(readonly server: Server, readonly port: number) {}

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  static async to(target: URL): Promise<Proxy> {
    const server = createServer({ noDelay: true });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const proxy = new Proxy(server, (server.address() as AddressInfo).port);
    server.on('connection', (near) => proxy.#join(near, connect({ host: target.hostname, port: Number(target.port), noDelay: true })));
    return proxy;
  }

  #join(near: Socket, far: Socket): void {
    const pair = { near, far, held: [] as { to: Socket; data: Buffer }[] };
    const end = (): void => {
      near.destroy();
      far.destroy();
      this.#pairs.delete(pair);
    };
    near.on('error', end).on('close', end);
    far.on('error', end).on('close', end);
    if (this.#mode === 'refuse') return void near.resetAndDestroy();
    this.#pairs.add(pair);
    near.on('data', (data) => this.#carry(pair, far, data));
    far.on('data', (data) => this.#carry(pair, near, data));
  }

  #carry(pair: { held: { to: Socket; data: Buffer }[] }, to: Socket, data: Buffer): void {
    if (this.#mode === 'stall') pair.held.push({ to, data });
    else to.write(data);
  }

  /** Resets every connection; new ones work. */
  reset(): void {
    for (const { near, far } of this.#pairs) {
      near.resetAndDestroy();
      far.destroy();
    }
  }

  /** Resets every connection and refuses new ones until {@link heal}. */
  cut(): void {
    this.#mode = 'refuse';
    this.reset();
  }

  /** Nothing gets through, nobody is told. */
  stall(): void {
    this.#mode = 'stall';
  }

  heal(): void {
    this.#mode = 'pass';
    for (const pair of this.#pairs) for (const { to, data } of pair.held.splice(0)) to.write(data);
  }

  async close(): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
