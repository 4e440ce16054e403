/** Whether a test of the running file has failed so far. */
let failed = false;

export const noteFailure = (): void => {
  failed = true;
};

export const hasFailed = (): boolean => failed;
