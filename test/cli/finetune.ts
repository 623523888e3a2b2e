/** The task that the tests of `plan` start from. */
export const finetune = `
name: finetune
resources:
  accelerators: A100:4
market: any
budget: $50
duration: 8h
run: python train.py
`;

/** The same, reading data that lie in one region. */
export const withData = `${finetune}data: [{source: s3://images, size: 10TB, region: us-east-1}]\n`;
