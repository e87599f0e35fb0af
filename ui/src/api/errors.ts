// A refusal as the program words it (RFC 9457). Every screen shows `detail` and the request id; forms read `errors`.
export type FieldError = { field: string; message: string };

export type Problem = {
  title: string;
  status: number;
  code: string;
  detail: string;
  request_id: string;
  errors: FieldError[];
};

export class ApiError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail || problem.title);
    this.name = 'ApiError';
    this.problem = problem;
  }
}

export const offlineProblem: Problem = {
  title: 'offline',
  status: 0,
  code: 'offline',
  detail: '',
  request_id: '',
  errors: [],
};

/** The problem behind anything thrown; bugs of ours come out as code `client`. */
export function problemOf(error: unknown): Problem {
  if (error instanceof ApiError) return error.problem;
  return { ...offlineProblem, code: 'client', title: error instanceof Error ? error.message : String(error) };
}

export const isStatus = (error: unknown, status: number) =>
  error instanceof ApiError && error.problem.status === status;
