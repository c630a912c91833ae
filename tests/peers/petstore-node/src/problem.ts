import { z } from "zod";

/** A refusal, in the document's form. */
export class Problem extends Error {
  constructor(
    readonly status: 400 | 404 | 405 | 408 | 413 | 500 | 503,
    message: string,
  ) {
    super(message);
  }

  get body(): { code: number; message: string } {
    return { code: this.status, message: this.message };
  }
}

export function noSuchPet(): Problem {
  return new Problem(404, "no such pet");
}

/** The input as a schema has it. */
export function parsed<S extends z.ZodType>(schema: S, input: unknown): z.infer<S> {
  const result = schema.safeParse(input);
  if (!result.success) {
    throw new Problem(400, z.prettifyError(result.error));
  }
  return result.data;
}

/** What was thrown as a refusal. */
export function understood(error: unknown): Problem {
  if (error instanceof Problem) {
    return error;
  }
  const status = error instanceof Error && "status" in error ? error.status : undefined;
  if (status === 400 || status === 404 || status === 405 || status === 413) {
    return new Problem(status, error instanceof Error ? error.message : "");
  }
  return new Problem(500, "internal error");
}
