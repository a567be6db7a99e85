/** What this phone keeps between visits, in one small IndexedDB store. */

const DATABASE = "tideover";
const STORE = "kept";

function open(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

async function within<T>(
  mode: IDBTransactionMode,
  act: (store: IDBObjectStore) => IDBRequest<T>,
): Promise<T> {
  const database = await open();
  try {
    return await new Promise<T>((resolve, reject) => {
      const transaction = database.transaction(STORE, mode);
      const request = act(transaction.objectStore(STORE));
      transaction.oncomplete = () => resolve(request.result);
      transaction.onabort = () => reject(transaction.error);
      transaction.onerror = () => reject(transaction.error);
    });
  } finally {
    database.close();
  }
}

/** Keep a value; the promise settles only when it is safely stored. */
export async function keep(name: string, value: unknown): Promise<void> {
  await within("readwrite", (store) => store.put(value, name));
}

export async function kept<T>(name: string): Promise<T | undefined> {
  return await within<T | undefined>("readonly", (store) => store.get(name));
}

export async function drop(name: string): Promise<void> {
  await within("readwrite", (store) => store.delete(name));
}

export async function dropAll(): Promise<void> {
  await within("readwrite", (store) => store.clear());
}
