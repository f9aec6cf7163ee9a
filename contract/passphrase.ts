// What is asked of a passphrase; for the window too, which imports no schemas.
export const MIN_PASSPHRASE = 8;
