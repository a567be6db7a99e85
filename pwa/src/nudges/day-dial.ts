/** Return minutes after midnight of "20:30". */
export function minutesOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(":").map(Number);
  return (hours * 60 + minutes) % 1440;
}

/**
 * Return an SVG arc on a 24-hour dial, midnight at the top, from one time to another clockwise.
 *
 * Units: the dial's centre is 0,0; angles follow the day, 15 degrees an hour.
 */
export function dialArc(from: string, until: string, radius: number): string {
  const start = minutesOf(from);
  const length = (minutesOf(until) - start + 1440) % 1440 || 1440;
  const [x1, y1] = pointOnDial(start, radius);
  // A full circle has equal ends, which draws nothing: stop a minute short.
  const [x2, y2] = pointOnDial(start + Math.min(length, 1439), radius);
  return `M${x1} ${y1}A${radius} ${radius} 0 ${length > 720 ? 1 : 0} 1 ${x2} ${y2}`;
}

export function pointOnDial(minutes: number, radius: number): [number, number] {
  const angle = (minutes / 1440) * 2 * Math.PI;
  const round = (value: number): number => Math.round(value * 100) / 100 + 0;
  return [round(Math.sin(angle) * radius), round(-Math.cos(angle) * radius)];
}
