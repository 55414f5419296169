import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { type RequestHandler, Router, static as serveFiles } from 'express';
import type { OpenApiDocument } from './merged-openapi.ts';

const page = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>Ticketlab API</title>
    <link rel="stylesheet" href="/api/docs/swagger-ui.css" />
  </head>
  <body>
    <div id="docs"></div>
    <script src="/api/docs/swagger-ui-bundle.js"></script>
    <script src="/api/docs/start.js"></script>
  </body>
</html>
`;

const start = `SwaggerUIBundle({ url: '/api/openapi.json', dom_id: '#docs', deepLinking: true });\n`;

// the viewer styles its elements inline; everything else stays as strict as elsewhere
const policy = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'";

/** `/api/openapi.json` and the viewer at `/api/docs`. */
export function createDocs(openApi: () => Promise<OpenApiDocument>): RequestHandler {
  const router = Router();
  const assets = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/swagger-ui-bundle.js'));
  router.get('/api/openapi.json', async (_req, res) => {
    res.json(await openApi());
  });
  router.get('/api/docs', (_req, res) => {
    res.set('content-security-policy', policy).type('html').send(page);
  });
  router.get('/api/docs/start.js', (_req, res) => {
    res.type('js').send(start);
  });
  router.use('/api/docs', serveFiles(assets, { index: false, maxAge: '1h' }));
  return router;
}
