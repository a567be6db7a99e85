import { announce } from "../kit/announce";
import { usePortalWords } from "./words";

/** A secret that is shown this one time. */
export function Once({ label, value }: { label: string; value: string }) {
  const words = usePortalWords();
  return (
    <div class="quiet-card stack" role="status">
      <strong>{label}</strong>
      <code class="secret">{value}</code>
      <button
        type="button"
        class="button"
        onClick={() => void navigator.clipboard.writeText(value).then(() => announce(words.copied))}
      >
        {words.copy}
      </button>
    </div>
  );
}
