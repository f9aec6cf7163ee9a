// Whether a process runs, also one of another person. In: its number. Out: true or false; what can be no process's number is
// of none that runs.
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
