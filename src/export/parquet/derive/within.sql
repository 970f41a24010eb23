-- What lies in what, over two steps, each within the rows of one shard or of a former step.
SELECT a.ancestor, b.code, min(a.depth + b.depth) AS depth
  FROM {steps} AS a JOIN {steps} AS b ON b.ancestor = a.code
 GROUP BY a.ancestor, b.code
