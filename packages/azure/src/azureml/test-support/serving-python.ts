/** The Python with PyTorch that the repository's set-up made. Without it nothing here can be tested. */
export function servingPython(): string {
  const python = process.env['TORCHRELAY_PYTHON'];
  if (python === undefined || python === '') {
    throw new Error('These tests need real PyTorch: run the set-up, or set TORCHRELAY_PYTHON.');
  }
  return python;
}
