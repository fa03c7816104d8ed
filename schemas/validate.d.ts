/** The validators that `schemas/compile.mjs` makes at build time, one for each schema. */
declare module '*/schemas/out/validate.mjs' {
  interface SchemaError {
    /** JSON pointer. */
    readonly instancePath: string;
    readonly keyword: string;
    readonly params: Readonly<Record<string, unknown>>;
    readonly message?: string;
  }

  interface Validate {
    (value: unknown): boolean;
    /** Of the last call. */
    readonly errors?: readonly SchemaError[] | null;
  }

  export const snapshot: Validate;
  export const report: Validate;
  export const project: Validate;
  export const why: Validate;
}
