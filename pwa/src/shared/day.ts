/** A day on the calendar, "2026-11-27"; no hour, no zone. */
export type Day = string;

const MS_A_DAY = 86_400_000;

function utc(day: Day): Date {
  return new Date(`${day}T00:00:00Z`);
}

export function daysBetween(from: Day, until: Day): number {
  return Math.round((utc(until).getTime() - utc(from).getTime()) / MS_A_DAY);
}

export function addDays(day: Day, days: number): Day {
  return new Date(utc(day).getTime() + days * MS_A_DAY).toISOString().slice(0, 10);
}

export type DayStyle = "short" | "long" | "month" | "number";

const STYLES: Record<DayStyle, Intl.DateTimeFormatOptions> = {
  short: { weekday: "short", day: "numeric", month: "short" },
  long: { weekday: "long", day: "numeric", month: "long" },
  month: { day: "numeric", month: "short" },
  number: { day: "numeric" },
};

/** Return a day in words; the year is written only when it is not the year of `today`. */
export function dayText(day: Day, locale: string, style: DayStyle, today?: Day): string {
  const otherYear =
    today !== undefined && style !== "number" && day.slice(0, 4) !== today.slice(0, 4);
  const options = otherYear ? { ...STYLES[style], year: "numeric" as const } : STYLES[style];
  return new Intl.DateTimeFormat(locale, { ...options, timeZone: "UTC" }).format(utc(day));
}

/** Return how far away a day is, in words: "tomorrow", "in 6 days", "12 days ago". */
export function distanceText(days: number, locale: string): string {
  return new Intl.RelativeTimeFormat(locale, { numeric: "auto" }).format(days, "day");
}

/** Return the hour and minute of an instant on the reader's own clock. */
export function timeText(instant: string, locale: string): string {
  return new Intl.DateTimeFormat(locale, {
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  }).format(new Date(instant));
}

/** Return day and time of an instant, the day left out when it is today. */
export function momentText(instant: string, locale: string, now: Date): string {
  const moment = new Date(instant);
  const time = timeText(instant, locale);
  if (moment.toDateString() === now.toDateString()) return time;
  const sameYear = moment.getFullYear() === now.getFullYear();
  const day = new Intl.DateTimeFormat(locale, {
    day: "numeric",
    month: "short",
    ...(sameYear ? {} : { year: "numeric" as const }),
  }).format(moment);
  return `${day}, ${time}`;
}

/** Return the whole date and time of an instant, as a receipt needs it. */
export function receiptText(instant: string, locale: string): string {
  const format = new Intl.DateTimeFormat(locale, {
    dateStyle: "long",
    timeStyle: "short",
    hourCycle: "h23",
  });
  return format.format(new Date(instant));
}

/** Return which part of the day an hour belongs to, for a greeting. */
export function partOfDay(hour: number): "morning" | "afternoon" | "evening" | "night" {
  if (hour >= 5 && hour < 12) return "morning";
  if (hour >= 12 && hour < 18) return "afternoon";
  return hour >= 18 && hour < 23 ? "evening" : "night";
}
