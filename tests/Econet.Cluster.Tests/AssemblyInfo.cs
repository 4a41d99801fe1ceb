// Each test has the machine for itself: nodes that are starved of it take each other for dead.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
