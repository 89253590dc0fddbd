-- How accounts stand.
local balances = {}
for i = 3, #ARGV do table.insert(balances, balance(ARGV[i])) end
return balances
