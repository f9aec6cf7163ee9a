// A neighbour on this machine that would notice anything that left the app: TCP connections, HTTP requests and
// UDP packets on ports of its own. In: nothing. Out: counts that must stay 0.
import { createSocket } from 'node:dgram';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Listener {
  readonly host: string;
  readonly udpPort: number;
  seen(): { connections: number; requests: number; packets: number };
  close(): Promise<void>;
}

export async function listen(): Promise<Listener> {
  const seen = { connections: 0, requests: 0, packets: 0 };
  const server = createServer((_request, response) => {
    seen.requests += 1;
    response.setHeader('Access-Control-Allow-Origin', '*');
    response.end('ok');
  });
  server.on('connection', () => (seen.connections += 1));
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const socket = createSocket('udp4').on('message', () => (seen.packets += 1));
  await new Promise<void>((ready) => socket.bind(0, '127.0.0.1', ready));
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    udpPort: socket.address().port,
    seen: () => ({ ...seen }),
    close: async () => {
      socket.close();
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}
