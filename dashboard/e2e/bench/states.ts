export async function states(): Promise<void> {}
