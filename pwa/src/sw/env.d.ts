/** Put in by the build: what the person's page is made of, and a name for exactly these bytes. */
declare const __SHELL_FILES__: string[];
declare const __SHELL_VERSION__: string;
