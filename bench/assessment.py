async def measure(ground): return []
