import { type Day, type DayStyle, dayText, distanceText } from "../shared/day";
import { useSpeech } from "./language";
import { useKitWords } from "./words";

interface DueProps {
  on: Day;
  /** Days from today; below zero it has passed. */
  days?: number;
  style?: DayStyle;
}

/** A day, and how far away it is: "Fri 27 Nov, in 6 days". */
export function Due({ on, days, style = "short" }: DueProps) {
  const { tag } = useSpeech();
  const words = useKitWords();
  const day = dayText(on, tag, style);
  return (
    <time dateTime={on}>
      {days === undefined ? day : words.dueOn(day, distanceText(days, tag))}
    </time>
  );
}
