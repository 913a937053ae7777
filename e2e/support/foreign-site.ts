/** A web site of somebody else, on another origin than the server, with whatever page a test gives it. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';

export class ForeignSite {
  private constructor(readonly server: Server) {}

  static async open(body: string, headers: Record<string, string> = {}, head = ''): Promise<ForeignSite> {
    const server = createServer((request, response) => {
      // Browsers ask for an icon that no page named.
      if (request.url === '/favicon.ico') return void response.writeHead(404).end();
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', ...headers });
      response.end(
        `<!doctype html><html lang="en"><head><title>Shop</title>${head}</head><body>${body}</body></html>`,
      );
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new ForeignSite(server);
  }

  get url(): string {
    const address = this.server.address();
    if (address === null || typeof address === 'string') throw new Error('the site is closed');
    // Another host name than the server's, not only another port.
    return `http://127.0.0.1:${address.port}/`;
  }

  close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }
}

export function snippet(base: string, widget = 'demo'): string {
  return `<script async src="${base}/widget.js" data-widget="${widget}"></script>`;
}
