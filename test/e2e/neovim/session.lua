-- What somebody does in Neovim, with the configuration of the page for it; what was seen is written as JSON.
local seen = {}

local function finish(err)
  seen.error = err
  local file = assert(io.open(vim.env.E2E_RESULTS, 'w'))
  file:write(vim.fn.json_encode(seen))
  file:close()
  vim.cmd(err and 'cquit 1' or 'qall!')
end

local function open(path)
  vim.cmd('edit ' .. vim.fn.fnameescape(path))
  vim.cmd('setfiletype yaml')
  return vim.api.nvim_get_current_buf()
end

local function ask(method, params)
  params.textDocument = { uri = vim.uri_from_bufnr(0) }
  local answers, err = vim.lsp.buf_request_sync(0, method, params, 20000)
  assert(answers, method .. ': ' .. tostring(err))
  for _, answer in pairs(answers) do
    assert(not answer.err, method .. ' failed: ' .. vim.inspect(answer.err))
    return answer.result
  end
  error(method .. ': nobody answered')
end

local function place(text)
  for number, line in ipairs(vim.api.nvim_buf_get_lines(0, 0, -1, false)) do
    local column = line:find(text, 1, true)
    if column then return { line = number - 1, character = column - 1 } end
  end
  error('not in the file: ' .. text)
end

local function titles(lenses)
  local all = {}
  for _, it in ipairs(lenses or {}) do table.insert(all, it.command.title) end
  return all
end

local ok, err = pcall(function()
  local root = vim.env.E2E_FOLDER
  vim.cmd('luafile ' .. vim.fn.fnameescape(vim.env.E2E_CONFIGURATION))
  vim.cmd('cd ' .. vim.fn.fnameescape(root))
  open(root .. '/ci/production.yml')
  assert(vim.wait(20000, function()
    for _, client in pairs(vim.lsp.buf_get_clients(0)) do
      if client.initialized then return true end
    end
    return false
  end, 50), 'the server did not start')
  -- Settings are read in the background; lenses are asked for again once they are there.
  assert(vim.wait(20000, function()
    seen.lenses = titles(ask('textDocument/codeLens', {}))
    return table.concat(seen.lenses, '\n'):find('You cannot run this', 1, true) ~= nil
  end, 200), 'no verdict for the person in the lenses: ' .. vim.inspect(seen.lenses))
  seen.hover = ask('textDocument/hover', { position = place('deploy-production:') }).contents.value
  seen.definition = ask('textDocument/definition', { position = place('.deploy') })

  local buffer = open(root .. '/ci/deploy/edge.yml')
  assert(vim.wait(20000, function() return #vim.diagnostic.get(buffer) > 0 end, 50), 'no diagnostics')
  local found = vim.diagnostic.get(buffer)[1]
  seen.diagnostic = { message = found.message, source = found.source, line = found.lnum }
  local range = {
    start = { line = found.lnum, character = found.col },
    ['end'] = { line = found.end_lnum, character = found.end_col },
  }
  local diagnostic = vim.tbl_extend('force', found.user_data.lsp, {
    range = range, message = found.message, source = found.source, severity = found.severity,
  })
  local action = ask('textDocument/codeAction', { range = range, context = { diagnostics = { diagnostic } } })[1]
  seen.action = action.title
  vim.lsp.util.apply_workspace_edit(action.edit, 'utf-16')
  seen.text = table.concat(vim.api.nvim_buf_get_lines(buffer, 0, -1, false), '\n')
  local function isThere(it) return it.message == seen.diagnostic.message end
  assert(vim.wait(20000, function() return #vim.tbl_filter(isThere, vim.diagnostic.get(buffer)) == 0 end, 50),
    'the diagnostic did not go away')
end)
finish(not ok and tostring(err) or nil)
