// Unpacks the shell and the libraries it needs into TMPDIR and prints where it stands.
import chromium from "@sparticuz/chromium";

console.log(await chromium.executablePath());
