/** The mark: a bridge over its line. */
export function Mark({ size = 22 }: { readonly size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 22 22"
      aria-hidden="true"
      fill="none"
      strokeWidth="1.5"
      strokeLinecap="round"
    >
      <path
        stroke="currentColor"
        d="M2 17.5C4.5 9 8 5 11 5s6.500 4 9 12.5M6.500 17.5C7.800 12.600 9.400 10 11 10s3.200 2.600 4.500 7.5"
      />
      <path className="stroke-accent" d="M1 17.5h20" />
    </svg>
  );
}
