import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { extname, join, normalize } from 'node:path';

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css',
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
};

/** Serves a folder on a free port of this machine as GitHub Pages does: `/start` is `start.html`. */
export function startSiteServer(folder: string): Server {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://127.0.0.1');
    const path = normalize(decodeURIComponent(pathname));
    const file = ['', '.html', 'index.html', '/index.html']
      .map((ending) => join(folder, path + ending))
      .find((candidate) => existsSync(candidate) && statSync(candidate).isFile());
    const type = types[extname(file ?? '')] ?? 'application/octet-stream';
    response.writeHead(file === undefined ? 404 : 200, { 'content-type': type });
    if (file === undefined) response.end();
    else createReadStream(file).pipe(response);
  });
  return server.listen(0, '127.0.0.1');
}
