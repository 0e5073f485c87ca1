// Answers the requests of an upload to S3 as fast as it can, and keeps nothing. In a process of its own, so that what
// the sender needs can be measured.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

const namespace = 'http://s3.amazonaws.com/doc/2006-03-01/';
let received = 0;
let connections = 0;

const server = createServer((request, response) => {
  request.on('data', (chunk: Buffer) => {
    received += chunk.length;
  });
  request.once('end', () => answer(request, response));
});
server.on('connection', () => {
  connections += 1;
});
server.listen(0, '127.0.0.1', () => {
  console.log(JSON.stringify({ port: (server.address() as AddressInfo).port }));
});

// Its standard input ends when whoever started it does.
process.stdin.resume().once('end', () => process.exit());

function answer({ method, url = '' }: IncomingMessage, response: ServerResponse): void {
  const { pathname, searchParams } = new URL(url, 'http://s3');
  if (pathname === '/_stand-in/received') {
    response.end(JSON.stringify({ received, connections }));
  } else if (method === 'HEAD') {
    response.writeHead(404).end();
  } else if (method === 'POST') {
    const isNew = searchParams.has('uploads');
    response.end(isNew ? document('InitiateMultipartUpload', '<UploadId>sink</UploadId>') : done);
  } else if (method === 'GET') {
    response.end(document('ListMultipartUploads', '<IsTruncated>false</IsTruncated>'));
  } else {
    response.writeHead(200, { etag: '"5d41402abc4b2a76b9719d911017c592"' }).end();
  }
}

const done = document(
  'CompleteMultipartUpload',
  '<ETag>"9c1185a5c5e9fc54612808977ee8f548-2"</ETag>',
);

function document(operation: string, content: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?><${operation}Result xmlns="${namespace}">${content}</${operation}Result>`;
}
