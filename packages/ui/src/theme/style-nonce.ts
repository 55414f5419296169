/** Put into index.html by whoever serves it; CSP lets only styles with it in. */
export function styleNonce(): string {
  return document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? '';
}
