// A server of the newest revision, by the protocol's own SDK. Arguments: stdio, or a port and
// whether sessions of older revisions are begun too: "stateless" or "reject".
import { createServer } from 'node:http';
import { createMcpHandler, fromJsonSchema, McpServer } from '@modelcontextprotocol/server';
import { serveStdio } from '@modelcontextprotocol/server/stdio';

const text = (words) => ({ content: [{ type: 'text', text: words }] });
const string = { type: 'string' };

function tools() {
  const server = new McpServer({ name: 'newest', version: '1.0.0' });
  server.registerTool(
    'echo',
    {
      description: 'Says it again.',
      inputSchema: fromJsonSchema({
        type: 'object',
        properties: { message: string, region: { ...string, 'x-mcp-header': 'Region' } },
        required: ['message'],
      }),
    },
    ({ message, region }) => text(region ? `Echo: ${message} from ${region}` : `Echo: ${message}`),
  );
  return server;
}

if (process.argv[2] === 'stdio') {
  serveStdio(tools);
} else {
  const handler = createMcpHandler(tools, { legacy: process.argv[3] });
  createServer(async (request, response) => {
    const parts = [];
    for await (const part of request) parts.push(part);
    const answer = await handler.fetch(
      new Request(`http://127.0.0.1${request.url}`, {
        method: request.method,
        headers: request.headers,
        body: parts.length ? Buffer.concat(parts) : undefined,
      }),
    );
    response.writeHead(answer.status, Object.fromEntries(answer.headers));
    response.end(Buffer.from(await answer.arrayBuffer()));
  }).listen(Number(process.argv[2]), '127.0.0.1');
}
