import { localResources } from './plugin-resources.ts';
import { serveProvider } from './plugin-server.ts';

// Started by the engine as `pulumi-resource-skyplan <engine address>`.
serveProvider(localResources());
