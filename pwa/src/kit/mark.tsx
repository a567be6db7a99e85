/** The mark: a calm tide under a low sun. */
export function Mark() {
  return (
    <div class="mark" aria-hidden="true">
      <img src="/icons/tideover.svg" alt="" width="56" height="56" />
      <span>Tideover</span>
    </div>
  );
}
