import { randomUUID } from "node:crypto";

import { pino } from "pino";
import { Counter, Histogram, register } from "prom-client";

export const logger = pino({ base: null });

const labelNames = ["method", "path", "status"];
const requests = new Counter({ name: "http_requests_total", help: "Requests.", labelNames });
const duration = new Histogram({
  name: "http_request_duration_seconds",
  help: "Time to the answer.",
  labelNames,
});

/** The client's request id when it is harmless, otherwise a new one. */
export function requestId(given: string | undefined): string {
  return given !== undefined && /^[A-Za-z0-9._-]{1,128}$/.test(given) ? given : randomUUID();
}

/** One line of log and one more in the metrics. */
export function observe(answer: {
  method: string;
  path: string;
  route: string;
  status: number;
  start: number;
  requestId: string;
}): void {
  const { method, path, route, status, start } = answer;
  const seconds = (performance.now() - start) / 1000;
  const labels = { method, path: route, status };
  requests.inc(labels);
  duration.observe(labels, seconds);
  logger.info({ method, path, route, status, seconds, requestId: answer.requestId }, "request");
}

export async function metrics(): Promise<string> {
  return await register.metrics();
}
