// Many of them wait for programs, brokers and lines: more run than there are processors.
[assembly: CollectionBehavior(MaxParallelThreads = 4)]
