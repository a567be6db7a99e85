/** The browser's cache storage, in memory: what the service worker uses of it. */
export class CachesInMemory {
  readonly stores = new Map<string, Map<string, Response>>();

  async open(name: string) {
    const store = this.stores.get(name) ?? new Map<string, Response>();
    this.stores.set(name, store);
    return {
      put: async (request: RequestInfo, response: Response) => {
        store.set(keyOf(request), response);
      },
    };
  }

  async match(request: RequestInfo, { cacheName }: { cacheName: string }) {
    return this.stores.get(cacheName)?.get(keyOf(request))?.clone();
  }

  async keys() {
    return [...this.stores.keys()];
  }

  async delete(name: string) {
    return this.stores.delete(name);
  }
}

function keyOf(request: RequestInfo): string {
  return typeof request === "string" ? request : request.url;
}
