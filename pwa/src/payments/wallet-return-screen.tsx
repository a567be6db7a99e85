import { useEffect } from "preact/hooks";
import { go } from "../kit/place";
import { Screen } from "../kit/screen";
import { Loading } from "../kit/states";
import { takeWayBack } from "./way-back";
import { usePaymentWords } from "./words";

/** Where a wallet sends the person back to: straight on to what they were doing. */
export function WalletReturnScreen() {
  const words = usePaymentWords();
  useEffect(() => {
    go(takeWayBack(), true);
  }, []);
  return (
    <Screen title={words.pendingTitle}>
      <Loading blocks={[6, 4]} />
    </Screen>
  );
}
